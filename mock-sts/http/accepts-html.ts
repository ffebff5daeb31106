/** Whether the caller of a page accepts HTML, and whether it prefers it, as browsers do. */

/**
 * True unless `Accept` excludes `text/html`: a missing header accepts everything, and the most specific of the listed ranges decides.
 * https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 */
export function acceptsHtml(accept: string | null): boolean {
  if (accept === null || accept.trim() === '') return true
  const ranges = accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    return { type, isExcluded: parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter)) }
  })
  const deciding = ['text/html', 'text/*', '*/*'].flatMap((type) => ranges.filter((range) => range.type === type))[0]
  return deciding !== undefined && !deciding.isExcluded
}

/** True if `Accept` names `text/html` first among the types with a name, as a browser does for a page; false for `*\/*` alone. */
export function prefersHtml(accept: string | null): boolean {
  const types = (accept ?? '').split(',').map((range) => range.split(';')[0]?.trim().toLowerCase())
  return types.find((type) => type === 'text/html' || type?.endsWith('json')) === 'text/html' && acceptsHtml(accept)
}
