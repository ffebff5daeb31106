/** The widths that pages are opened at, a desk and a telephone; `BROWSER_WIDTHS=1280` for some of them. */
export const widths: readonly number[] = (process.env.BROWSER_WIDTHS || '1280,390').split(',').map(Number)
