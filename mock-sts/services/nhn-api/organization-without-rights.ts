/** The one organisation that the protected API grants nothing; it does not exist. */
export const organizationWithoutRights = '999977775'
