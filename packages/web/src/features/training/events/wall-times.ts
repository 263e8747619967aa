/** The wall-clock times of an event from a date and two times; an end before the start is on the next day. */
export function toWallTimes(
  date: string,
  startTime: string,
  endTime: string,
): { startsWall: string; endsWall: string; endsNextDay: boolean } {
  const endsNextDay = Boolean(date && startTime && endTime) && endTime < startTime
  return {
    startsWall: `${date}T${startTime}`,
    endsWall: `${endsNextDay ? nextDay(date) : date}T${endTime}`,
    endsNextDay,
  }
}

function nextDay(date: string): string {
  const day = new Date(`${date}T12:00:00Z`)
  day.setUTCDate(day.getUTCDate() + 1)
  return day.toISOString().slice(0, 10)
}
