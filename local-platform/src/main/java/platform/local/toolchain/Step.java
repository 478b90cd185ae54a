package platform.local.toolchain;

import java.io.IOException;

/**
 * One part of the toolchain's preparation.
 *
 * @param doing what is under way, such as {@code building kubectl}
 * @param done what was done, such as {@code built kubectl}
 */
record Step(String doing, String done, Work work) {

  /** What a step does; calls {@code tick} about once a second while it lasts. */
  interface Work {
    void run(Runnable tick) throws IOException;
  }
}
