/** The versions and cipher suites of TLS that the twin accepts; apart from the certificates, whose libraries take long to load. */

/**
 * With TLS 1.2 only the cipher suites of FAPI 2.0, 5.2.2, and none below it. The suites of TLS 1.3 are OpenSSL's.
 * https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.2.2
 */
export const tlsVersions = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
  ].join(':'),
} as const
