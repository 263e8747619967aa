/** Application permissions of Microsoft Graph that matter here, by their own names. */
export const ALL_PERMISSIONS = [
  'OnlineMeetings.ReadWrite.All',
  'OnlineMeetingArtifact.Read.All',
  'User.Read.All',
  'OnlineMeetingRecording.Read.All',
  'OnlineMeetingTranscript.Read.All',
] as const
export type Permission = (typeof ALL_PERMISSIONS)[number]
