"""Questions an office asks its store, each named as a question; they read and never write."""
