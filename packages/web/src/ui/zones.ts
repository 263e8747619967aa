/** Every time zone that a person can choose; the browser's own list leaves UTC out. */
export const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
