"""Login sessions: sign in, stay signed in, sign out, change the password."""
