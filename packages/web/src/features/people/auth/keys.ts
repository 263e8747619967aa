/** Who is signed in; null = nobody. */
export const loginKey = ['login'] as const
