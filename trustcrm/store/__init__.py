"""Where facts are kept, once: SQLAlchemy lives in this room and nowhere else."""
