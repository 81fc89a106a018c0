"""Who read what: confidential records that somebody opened by their role, not as one of those concerned. Written before the page is shown, never changed."""
