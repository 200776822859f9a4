"""The pages: each draws one screen with Streamlit, and asks `metrics` for its numbers."""
