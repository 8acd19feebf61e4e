"""Reading a tie: trust, goodwill, reciprocity and their companions, each with the rows it rests on."""
