/** Where the list was scrolled to when a row was opened, for the way back. */
let before = 0

export function rememberScroll(): void {
  before = scrollY
}

/** Scrolls to that place, once. */
export function restoreScroll(): void {
  if (before > 0) scrollTo(0, before)
  before = 0
}
