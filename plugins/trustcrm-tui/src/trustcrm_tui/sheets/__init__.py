"""The screens as data: each says what it lists, how a row is drawn and what its card holds; none draws by itself."""
