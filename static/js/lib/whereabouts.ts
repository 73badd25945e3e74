/** What is at a point of the map, as the city knows it. */
import type { Fetch } from "./api";
import { Newest } from "./newest";
import type { Point } from "./place";

export interface Whereabouts {
  /** The address next to it. */
  address: string;
  neighbourhood: string;
  isInside: boolean;
}

const PAUSE_MS = 400;
/** An address farther off than this is not "near": it may be another street. */
const NEAR_M = 60;

export class Asking {
  private readonly newest = new Newest<Whereabouts>(PAUSE_MS);

  constructor(private readonly fetch: Fetch, private readonly language: string) {}

  /** `told` hears of it unless another point is asked for, or no answer comes. Outside is only what is so with all of its circle. */
  ask({ latitude, longitude }: Point, told: (there: Whereabouts) => void, accuracy_m = 0): void {
    const query = new URLSearchParams({ lat: latitude.toFixed(6), long: longitude.toFixed(6), lang: this.language });
    if (accuracy_m) query.set("accuracy", accuracy_m.toFixed(0));
    this.newest.ask(async (signal) => read(await this.fetch(`/api/v1/places/at?${query}`, { signal })), (there) => there && told(there));
  }

  stop(): void {
    this.newest.stop();
  }
}

async function read(response: Response): Promise<Whereabouts> {
  if (!response.ok) throw new Error(`no answer: ${response.status}`);
  const { address, neighbourhood, inside } = (await response.json()) as { address: Near | null; neighbourhood: { name: string } | null; inside: boolean };
  const isNear = address !== null && address.distance_m <= NEAR_M;
  return { address: isNear ? address.label : "", neighbourhood: neighbourhood?.name ?? "", isInside: inside };
}

interface Near {
  label: string;
  distance_m: number;
}
