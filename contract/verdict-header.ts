/** Response header in which a twin links to its verdict on a request; HelseID itself does not send it. */
export const verdictHeader = 'x-helseid-mock-verdict'
