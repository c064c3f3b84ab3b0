package dev.atelier.wire.api;

/** A document that does not say what it must; the message names the field and never repeats its value. */
public class MalformedJson extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;

    public MalformedJson(String field, String problem) {
        super(field + " " + problem);
        this.field = field;
    }

    MalformedJson(MalformedJson why) {
        super(why.getMessage(), why);
        this.field = why.field;
    }

    /** Dotted path, such as {@code task.messages[2].role}. */
    public final String field() {
        return field;
    }
}
