"""What must not stand in a text for the public: people, and what reaches or identifies them."""
