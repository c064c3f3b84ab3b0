package dev.atelier.engine.onnx.net;

import java.util.Arrays;

/** Numbers in a shape. Whatever type a network takes or gives them in, here they are floats. */
public final class Tensor {
    private final float[] values;
    private final long[] shape;

    public Tensor(float[] values, long... shape) {
        if (count(shape) != values.length) {
            throw new IllegalArgumentException(values.length + " values are no " + Arrays.toString(shape));
        }
        this.values = values;
        this.shape = shape.clone();
    }

    /** The same value everywhere. */
    public static Tensor filled(float value, long... shape) {
        float[] values = new float[Math.toIntExact(count(shape))];
        Arrays.fill(values, value);
        return new Tensor(values, shape);
    }

    /** Shared, not copied. */
    public float[] values() {
        return values;
    }

    public long[] shape() {
        return shape.clone();
    }

    public int rank() {
        return shape.length;
    }

    /** How long a dimension is; a negative one counts from the end. */
    public int side(int dimension) {
        return Math.toIntExact(shape[dimension < 0 ? shape.length + dimension : dimension]);
    }

    /** Several of the same shape, one after the other along their first dimension. */
    public static Tensor stack(Tensor... parts) {
        long[] shape = parts[0].shape();
        int length = parts[0].values.length;
        float[] all = new float[length * parts.length];
        for (int i = 0; i < parts.length; i++) {
            System.arraycopy(parts[i].values, 0, all, i * length, length);
        }
        shape[0] *= parts.length;
        return new Tensor(all, shape);
    }

    /** One of so many equal parts along the first dimension. */
    public Tensor part(int index, int of) {
        int length = values.length / of;
        long[] one = shape.clone();
        one[0] /= of;
        return new Tensor(Arrays.copyOfRange(values, index * length, (index + 1) * length), one);
    }

    /** Two of them side by side along their last dimension. */
    public static Tensor beside(Tensor left, Tensor right) {
        int a = left.side(-1);
        int b = right.side(-1);
        int rows = left.values.length / a;
        if (right.values.length / b != rows) {
            throw new IllegalArgumentException(left + " does not go beside " + right);
        }
        float[] all = new float[rows * (a + b)];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(left.values, row * a, all, row * (a + b), a);
            System.arraycopy(right.values, row * b, all, row * (a + b) + a, b);
        }
        long[] shape = left.shape();
        shape[shape.length - 1] = (long) a + b;
        return new Tensor(all, shape);
    }

    private static long count(long[] shape) {
        long count = 1;
        for (long side : shape) {
            count = Math.multiplyExact(count, side);
        }
        return count;
    }

    @Override
    public String toString() {
        return "Tensor" + Arrays.toString(shape);
    }
}
