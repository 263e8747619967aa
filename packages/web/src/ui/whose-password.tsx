/** Tells password managers whose password a form is about; who sits there is told by the page. Stands before its field. */
export function WhosePassword({ email }: { email: string | undefined }) {
  return <input name="username" autoComplete="username" value={email ?? ''} readOnly hidden />
}
