package dev.atelier.engine.video;

import dev.atelier.lib.codecs.api.Picture;

/** A film of one picture, over which the view moves slowly while it comes nearer or goes away. */
final class MovingPicture implements Film {
    private static final double CLOSE = 1.22;
    private static final double FAR = 1.02;

    private final Request request;
    private final Picture picture;
    private final double fromZoom;
    private final double toZoom;
    private final double fromX;
    private final double toX;
    private final double fromY;
    private final double toY;

    /** @param picture about as big as the film, so that no pixel of it is passed over */
    MovingPicture(Request request, Picture picture) {
        this.request = request;
        this.picture = picture;
        Chance chance = Chance.of(request.prompt());
        boolean nearer = chance.below(2) == 0;
        this.fromZoom = nearer ? FAR : CLOSE;
        this.toZoom = nearer ? CLOSE : FAR;
        this.fromX = chance.between(0, 1);
        this.toX = 1 - fromX;
        this.fromY = chance.between(0.2, 0.8);
        this.toY = 1 - fromY;
    }

    @Override
    public int width() {
        return request.width();
    }

    @Override
    public int height() {
        return request.height();
    }

    @Override
    public int frames() {
        return request.frames();
    }

    @Override
    public void draw(int frame, int[] pixels) {
        double share = frames() == 1 ? 0.5 : (double) frame / (frames() - 1);
        double eased = (1 - Math.cos(Math.PI * share)) / 2;
        double zoom = fromZoom + (toZoom - fromZoom) * eased;
        double scale = Math.min((double) picture.width() / width(), (double) picture.height() / height()) / zoom;
        double left = (picture.width() - width() * scale) * (fromX + (toX - fromX) * eased);
        double top = (picture.height() - height() * scale) * (fromY + (toY - fromY) * eased);
        for (int y = 0; y < height(); y++) {
            double fromRow = Math.max(0, Math.min(picture.height() - 1.001, top + (y + 0.5) * scale - 0.5));
            for (int x = 0; x < width(); x++) {
                double column = Math.max(0, Math.min(picture.width() - 1.001, left + (x + 0.5) * scale - 0.5));
                pixels[y * width() + x] = between(column, fromRow);
            }
        }
    }

    /** The colour between four pixels. */
    private int between(double x, double y) {
        int column = (int) x;
        int row = (int) y;
        int right = column + 1 < picture.width() ? 1 : 0;
        int below = row + 1 < picture.height() ? picture.width() : 0;
        int at = row * picture.width() + column;
        int[] argb = picture.argb();
        int across = (int) (256 * (x - column));
        return Colours.mix256(
                Colours.mix256(argb[at], argb[at + right], across),
                Colours.mix256(argb[at + below], argb[at + below + right], across),
                (int) (256 * (y - row)));
    }
}
