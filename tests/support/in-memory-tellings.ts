import { STORM_MS, type Telling, type Tellings } from '../../src/domain/storm.ts';

/** What people were told lately, where they are told very much: times in the order in which they were entered. */
export function createInMemoryTellings(): Tellings {
  const times: number[] = [];
  let open: Telling[] = [];
  const isUntil = (until: string) => (telling: Telling) => telling.at <= until;
  return {
    async enter({ at }, most) {
      times.push(Date.parse(at));
      const from = Date.parse(at) - STORM_MS;
      let count = 0;
      for (let place = times.length - 1; place >= 0 && count < most; place--)
        if ((times[place] ?? 0) >= from) count += 1;
      return count;
    },

    async fold(telling) {
      open.push(telling);
    },

    async folded(until) {
      return open.filter(isUntil(until));
    },

    async settle(until) {
      open = open.filter((telling) => !isUntil(until)(telling));
    },
  };
}
