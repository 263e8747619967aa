/** Who is signed in; null = nobody. */
export const loginKey = ['login'] as const

/** Where a browser keeps what somebody opened last from the search; it goes with whoever signs out. */
export const recentKey = 'lectern-recent'
