/** The services that are simulated beside a demo: a program of its own for each. */
export const SIMULATORS = [
  {
    id: 'goto',
    name: 'The GoTo simulator',
    program: 'packages/goto-simulator/src/main.ts',
    port: '8090',
    setting: 'SIMULATOR_PORT',
  },
  {
    id: 'bigbluebutton',
    name: 'The BigBlueButton simulator',
    program: 'packages/room-simulators/src/bigbluebutton/main.ts',
    port: '8091',
    setting: 'BIGBLUEBUTTON_SIMULATOR_PORT',
  },
  {
    id: 'zoom',
    name: 'The Zoom simulator',
    program: 'packages/room-simulators/src/zoom/main.ts',
    port: '8092',
    setting: 'ZOOM_SIMULATOR_PORT',
  },
  {
    id: 'jitsi',
    name: 'The Jitsi simulator',
    program: 'packages/room-simulators/src/jitsi/main.ts',
    port: '8094',
    setting: 'JITSI_SIMULATOR_PORT',
  },
  {
    id: 'teams',
    name: 'The Microsoft Teams simulator',
    program: 'packages/room-simulators/src/teams/main.ts',
    port: '8093',
    setting: 'TEAMS_SIMULATOR_PORT',
  },
]
