/** Waits until something holds, which it looks at after each frame. */
export class Wake {
  #check = (): void => undefined;
  readonly up = (): void => this.#check();

  until(condition: () => boolean, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      this.#check = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#check = () => undefined;
        resolve(true);
      };
      this.#check();
    });
  }
}
