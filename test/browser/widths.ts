/** The page widths to test: desktop and phone. `BROWSER_WIDTHS=1280` selects others. */
export const widths: readonly number[] = (process.env.BROWSER_WIDTHS || '1280,390').split(',').map(Number)
