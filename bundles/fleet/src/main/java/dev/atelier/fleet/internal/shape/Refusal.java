package dev.atelier.fleet.internal.shape;

import java.util.List;

/** Why an operation was not even tried: what it was addressed to is not there, or could not be looked up. */
public abstract sealed class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Refusal(String message) {
        super(message, null, false, false);
    }

    public List<Diagnostic> diagnostics() {
        return List.of();
    }

    /** Not an id. */
    public static final class InvalidIdentifier extends Refusal {
        private static final long serialVersionUID = 1L;

        public InvalidIdentifier(String kind, String value) {
            super("'" + value + "' is no " + kind);
        }
    }

    /** Nothing of that name. */
    public static final class Unknown extends Refusal {
        private static final long serialVersionUID = 1L;

        private Unknown(String message) {
            super(message);
        }

        public static Unknown runtime(String id) {
            return new Unknown("runtime '" + id + "' is not known here");
        }

        public static Unknown host(String id) {
            return new Unknown("host '" + id + "' is not known here");
        }

        public static Unknown worker(String runtimeId, String workerId) {
            return new Unknown("Worker '" + workerId + "' is not known in runtime '" + runtimeId + "'");
        }

        public static Unknown workspace() {
            return new Unknown("this studio is another workspace");
        }
    }

    /** The runtime could not be asked. */
    public static final class Failed extends Refusal {
        private static final long serialVersionUID = 1L;

        private final transient Diagnostic diagnostic;

        public Failed(String runtimeId, Diagnostic diagnostic) {
            super("runtime '" + runtimeId + "' could not be asked: " + diagnostic.code());
            this.diagnostic = diagnostic;
        }

        public String code() {
            return diagnostic.code();
        }

        @Override
        public List<Diagnostic> diagnostics() {
            return List.of(diagnostic);
        }
    }
}
