namespace Chat.Emulator.Host.Replay.Comparison;

/// <summary>Puts two sequences side by side: the longest one that is in both, in order.</summary>
internal static class Alignment
{
    // Beyond this many comparisons what is at the same place is compared, and no more.
    private const long MaxPairs = 1_000_000;

    /// <returns>Of each of the first, the index of its other one; -1: it has none.</returns>
    public static int[] Of(int first, int second, Func<int, int, bool> areSame)
    {
        var others = new int[first];
        Array.Fill(others, -1);
        var begin = 0;
        while (begin < Math.Min(first, second) && areSame(begin, begin))
        {
            others[begin] = begin++;
        }

        var end = 0;
        while (begin + end < Math.Min(first, second) && areSame(first - 1 - end, second - 1 - end))
        {
            others[first - 1 - end] = second - 1 - end;
            end++;
        }

        Between(begin, first - end, second - end, areSame, others);
        return others;
    }

    private static void Between(int begin, int first, int second, Func<int, int, bool> areSame, int[] others)
    {
        var (rows, columns) = (first - begin, second - begin);
        if (rows == 0 || columns == 0)
        {
            return;
        }

        if ((long)rows * columns > MaxPairs)
        {
            for (var i = begin; i < Math.Min(first, second); i++)
            {
                others[i] = areSame(i, i) ? i : -1;
            }

            return;
        }

        // How long the longest is, from each place on.
        var same = new bool[rows, columns];
        var length = new int[rows + 1, columns + 1];
        for (var row = rows - 1; row >= 0; row--)
        {
            for (var column = columns - 1; column >= 0; column--)
            {
                same[row, column] = areSame(begin + row, begin + column);
                length[row, column] = same[row, column] ? length[row + 1, column + 1] + 1 : Math.Max(length[row + 1, column], length[row, column + 1]);
            }
        }

        for (int row = 0, column = 0; row < rows && column < columns;)
        {
            if (same[row, column])
            {
                others[begin + row++] = begin + column++;
            }
            else if (length[row + 1, column] >= length[row, column + 1])
            {
                row++;
            }
            else
            {
                column++;
            }
        }
    }
}
