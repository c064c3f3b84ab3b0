package dev.atelier.engine.onnx.net;

/** What ONNX Runtime says went wrong, short enough for a person. */
final class Complaint {
    private static final int MOST = 300;
    private static final String BEGINS = " - message: ";

    private Complaint() {}

    static String of(Exception e) {
        String message = String.valueOf(e.getMessage());
        int at = message.indexOf(BEGINS);
        String plain = at < 0 ? message : message.substring(at + BEGINS.length());
        String line = plain.strip().replaceAll("\\s+", " ");
        return line.length() <= MOST ? line : line.substring(0, MOST) + "…";
    }
}
