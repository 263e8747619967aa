/**
 * Whether a button that does something begins with the word of the button that closes its form: “Cancel event” beside
 * “Cancel” says twice the same of two things.
 */
export function isAlike(action: string, cancel: string): boolean {
  return action.toLowerCase().startsWith(cancel.toLowerCase())
}
