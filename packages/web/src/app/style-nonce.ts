/** What styles show that scripts put into the page: the server made it for this answer, and browsers take no others. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
}

/** Packages that add styles by themselves (react-remove-scroll, under panels) look for it by the name that webpack has. */
export function tellStyleNonce(): void {
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() })
}
