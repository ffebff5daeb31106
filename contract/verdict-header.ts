/** Response header with which a twin links to its verdict on the request. HelseID does not send it. */
export const verdictHeader = 'x-helseid-mock-verdict'
