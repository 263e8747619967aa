/** What a span is of; the tracer says it in the words of OpenTelemetry. */
export type Traced =
  | {
      readonly kind: 'request'
      readonly method: string
      readonly route: string
      readonly traceparent?: string
    }
  | { readonly kind: 'job'; readonly name: string; readonly jobId: string }
  /** @param text with places for its values, never with them */
  | { readonly kind: 'statement'; readonly text: string }
  | { readonly kind: 'call'; readonly method: string; readonly host: string }

/** How it ended. */
export interface Outcome {
  readonly status?: number
  /** A code or the name of an error: a message may hold an address. */
  readonly failure?: string
}

/** Something that takes time, and has begun. */
export interface Span {
  readonly traceId: string
  end(outcome?: Outcome): void
}

export interface Tracer {
  begin(about: Traced, parent: Span | undefined): Span
  /** Sends what was not sent yet. */
  close(): Promise<void>
}

// One per process, and none unless a collector is set: the packages that talk to one are loaded by `main.ts` alone.
let tracer: Tracer | undefined

/** From now on spans go there; undefined = nowhere. */
export function useTracer(one: Tracer | undefined): void {
  tracer = one
}

/** Begins a span. @returns undefined where nobody looks: that costs nothing more than this call */
export function beginSpan(about: Traced, parent?: Span): Span | undefined {
  return tracer?.begin(about, parent)
}

/** What an error is called, and nothing of what it says. */
export function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code: unknown = Reflect.get(error, 'code')
  return typeof code === 'string' ? code : error.name
}
