"""What a form is about: departments, posts, holders and sheets that are there, or have to be made."""
