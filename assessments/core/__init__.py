"""What every room uses: who may do what, links, locks, words, limits of use, stale forms."""
