package dev.atelier.launcher.cli.io;

import java.net.ConnectException;

/** Talks to a studio, of this home or of anywhere. */
public final class StudioApi extends HttpApi {
    private static final String PREFIX = "/graphics/api";

    /** Below this are the routes of the fleet. */
    private static final String FLEET = "/api";

    private static final String AGENTS = PREFIX + "/agents";

    private final String url;
    private final String key;
    private final boolean ownKey;

    private StudioApi(String url, String prefix, String key, boolean ownKey) {
        super(url + prefix, key);
        this.url = url;
        this.key = key;
        this.ownKey = ownKey;
    }

    /** With a key somebody gave. */
    public static StudioApi with(String url, String key) {
        return new StudioApi(url, PREFIX, key, false);
    }

    /** With the admin token that the process wrote down for us. */
    public static StudioApi asAdmin(String url, String token) {
        return new StudioApi(url, PREFIX, token, true);
    }

    /** The same studio, asked about its runtimes. */
    public StudioApi fleet() {
        return new StudioApi(url, FLEET, key, ownKey);
    }

    /** The same studio, asked about its coding agents. */
    public StudioApi agents() {
        return new StudioApi(url, AGENTS, key, ownKey);
    }

    public String url() {
        return url;
    }

    /** A key that is not good enough is a no as any other. */
    @Override
    public Failure failure(Answer answer, String what, String todo) {
        if (answer.status() == 401) {
            return Failure.refused(
                    what,
                    "the studio does not know this key",
                    ownKey
                            ? "restart the process of this home"
                            : "check the key; `atelier keys list` shows those there are");
        }
        return answer.failure(what, todo);
    }

    @Override
    Failure nobodyThere(ConnectException e) {
        return Failure.nobodyThere("no studio answers at " + url, e, "check the address and that it runs");
    }

    @Override
    String noAnswer() {
        return "no answer from the studio at " + url;
    }

    @Override
    String whereToLook() {
        return "check the address and that it runs";
    }
}
