/** Why the server showed this page in place of what was asked for; undefined where it did not. */
export function pageProblem(): { code: string; text: string } | undefined {
  const content = document.querySelector('meta[name=lectern-problem]')?.getAttribute('content')
  return content ? (JSON.parse(content) as { code: string; text: string }) : undefined
}
