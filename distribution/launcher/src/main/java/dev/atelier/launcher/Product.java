package dev.atelier.launcher;

/** What this program says of itself. */
public final class Product {
    private Product() {}

    public static String version() {
        String version = Product.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version; // null outside the jar, that is in tests
    }
}
