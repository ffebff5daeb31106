/** The path of an address, as the pages show it. */
export function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url
}
