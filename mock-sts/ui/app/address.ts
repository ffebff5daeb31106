/** Where the workbench is. Computed from the browser's address, because a session or a proxy may put a prefix before it. */

const [, prefix = '/_mock/'] = /^(.*?\/_mock\/)ui(?:\/|$)/.exec(location.pathname) ?? []

/** Path of the workbench, with a slash at its end. */
export const home = `${prefix}ui/`

/** URL of the control plane, with a slash at its end. */
export const controlPlane = `${location.origin}${prefix}`

/** The session that the workbench shows; undefined for the twin itself. */
export const session = /\/s\/([^/]+)\/_mock\/$/.exec(prefix)?.[1]

/** The twin's own workbench, from a session's. */
export const twinHome = session === undefined ? home : home.replace(`/s/${session}/`, '/')

/** The address under which a page is linked: `to` is relative to the workbench, such as `requests/abc`. */
export function linkTo(to: string): string {
  return home + to
}
