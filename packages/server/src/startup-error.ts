/**
 * A reason not to start that the operator can remove.
 * Its message is one line that says what was found and what to do; whoever catches it prints that line alone, no stack.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError'
}
