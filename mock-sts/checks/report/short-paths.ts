/** Shortens paths in the heading of a report: which folder a program is in says nothing about the check. */

/** The folders of an absolute path without spaces, at the start of a word. */
const folders = /(?<![^\s"'=])(?:\/|[A-Za-z]:[\\/])(?:[^\s"'\\/]+[\\/])+(?=[^\s"'\\/])/g

/** A whole text in quotes that is one path, with spaces but without options. */
const quotedPath = /(["'])(?:\/|[A-Za-z]:[\\/])(?:(?!\s-)[^"'])*[\\/]((?:(?!\s-)[^"'\\/])+)\1/g

/** Replaces each absolute path in a command by its last part. */
export function shortPaths(command: string): string {
  return command.replaceAll(quotedPath, '$1$2$1').replaceAll(folders, '')
}
