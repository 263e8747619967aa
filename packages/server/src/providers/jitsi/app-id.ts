export const JITSI_APP_ID = 'jitsi'
export const JAAS_APP_ID = 'jaas'
/** As sentences name them. */
export const JITSI = 'Jitsi Meet'
export const JAAS = 'JaaS (8x8)'
