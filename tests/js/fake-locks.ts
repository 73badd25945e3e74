/** Web Locks in memory: one holder, a queue, stealing, and signals; for one name. */

type Granted<T> = () => Promise<T>;

interface Holder {
  lose: (error: Error) => void;
}

export class FakeLocks {
  private holder: Holder | null = null;
  private readonly queue: (() => void)[] = [];

  asLocks(): Pick<LockManager, "request"> {
    return { request: ((_name: string, options: LockOptions, granted: Granted<unknown>) => this.request(options, granted)) as LockManager["request"] };
  }

  private async request<T>(options: LockOptions, granted: Granted<T>): Promise<T> {
    if (options.steal) this.takeAway();
    else if (this.holder) await this.wait(options.signal);
    const lost = new Promise<never>((_, reject) => (this.holder = { lose: reject }));
    const { holder } = this;
    const work = granted();
    void work.catch(() => {}).then(() => this.release(holder));
    return Promise.race([work, lost]);
  }

  private takeAway(): void {
    this.holder?.lose(new DOMException("stolen", "AbortError"));
    this.holder = null;
  }

  private wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.queue.push(resolve);
      signal?.addEventListener("abort", () => {
        this.queue.splice(this.queue.indexOf(resolve), 1);
        reject(signal.reason);
      });
    });
  }

  private release(holder: Holder | null): void {
    if (this.holder !== holder) return;
    this.holder = null;
    this.queue.shift()?.();
  }
}
