package dev.atelier.fake.studio;

/** What a worker may ask a studio for. */
public enum Route {
    REGISTER,
    POLL,
    COMPLETE,
    CONNECT
}
