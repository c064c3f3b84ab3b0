package dev.atelier.fake.studio;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Where the bytes of a part go. */
final class OutputStreams {
    static final OutputStream NOWHERE = OutputStream.nullOutputStream();

    private OutputStreams() {}

    /** Counts and hashes all, keeps the first of them. */
    static final class Digest extends OutputStream {
        private final MessageDigest sha256;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final long most;
        private long size;

        Digest(long most) {
            this.most = most;
            try {
                this.sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            sha256.update(bytes, offset, length);
            size += length;
            if (size <= most) {
                kept.write(bytes, offset, length);
            }
        }

        long size() {
            return size;
        }

        /** All of them, or none when they were too many. */
        byte[] kept() {
            return size <= most ? kept.toByteArray() : new byte[0];
        }

        String sha256() {
            return HexFormat.of().formatHex(sha256.digest());
        }
    }
}
