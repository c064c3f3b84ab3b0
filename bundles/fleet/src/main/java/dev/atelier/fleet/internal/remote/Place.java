package dev.atelier.fleet.internal.remote;

import dev.atelier.fleet.internal.shape.RuntimeView;
import java.util.function.Supplier;

/**
 * What a runtime elsewhere is known as here.
 *
 * @param label quick to tell; it may change
 * @param namesItself whether the name the runtime gives itself counts for more than the label
 */
public record Place(String runtimeId, Supplier<String> label, boolean namesItself, RuntimeView.Kind kind) {
    static Place of(Remote remote) {
        return new Place(remote.runtimeId(), remote::label, true, RuntimeView.Kind.REMOTE);
    }

    /** The host of a worker, with the name an operator knows it by. */
    public static Place ofHost(String runtimeId, Supplier<String> label) {
        return new Place(runtimeId, label, false, RuntimeView.Kind.WORKER_HOST);
    }
}
