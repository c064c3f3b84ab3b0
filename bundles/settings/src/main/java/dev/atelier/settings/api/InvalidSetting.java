package dev.atelier.settings.api;

/** A value that is refused; the message names the setting and says what is allowed. */
public final class InvalidSetting extends Exception {
    private static final long serialVersionUID = 1L;

    private final String setting;
    private final String code;

    public InvalidSetting(String setting, String code, String message) {
        super(message);
        this.setting = setting;
        this.code = code;
    }

    public String setting() {
        return setting;
    }

    /** {@code unknown_setting}, {@code invalid_value}, {@code overridden} or {@code not_saved}. */
    public String code() {
        return code;
    }
}
