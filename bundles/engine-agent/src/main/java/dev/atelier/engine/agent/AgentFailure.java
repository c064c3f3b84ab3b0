package dev.atelier.engine.agent;

/** Ends a step of an agent task. The message is one line for a person, without credentials. */
public final class AgentFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 2_000;

    private final ErrorCode code;

    public AgentFailure(ErrorCode code, String message) {
        super(line(message));
        this.code = code;
    }

    public AgentFailure(ErrorCode code, String message, Throwable cause) {
        super(line(message), cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    private static String line(String message) {
        String one = message.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return one.length() <= LONGEST ? one : one.substring(0, LONGEST - 1) + "…";
    }
}
