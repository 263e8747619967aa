/** The part of it that we use; it comes without types. */
declare module 'subset-font' {
  export default function subsetFont(
    font: Buffer,
    text: string,
    options: {
      targetFormat: 'woff2'
      variationAxes: Readonly<Record<string, { min: number; max: number; default: number }>>
      keepFeatures: readonly string[]
    },
  ): Promise<Buffer>
}
