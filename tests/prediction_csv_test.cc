#include "shared/prediction_csv.h"

#include <gtest/gtest.h>

#include "shared/text.h"

namespace deepcars {
namespace {

TEST(PredictionCsv, ARowHasACellForEachColumn) {
  const auto buckets = score::YearBuckets::uniform(2000, 2003, 2);
  ASSERT_TRUE(buckets);
  Prediction prediction;
  prediction.score = {.probabilities = {0.25f, 0.75f},
                      .top_class = 1,
                      .modernity = 1.75,
                      .modernity_percent = 75,
                      .expected_year = 2002.0625};
  prediction.ranges = {{2000, 2000}, {2002, 2003}};
  EXPECT_EQ(
      prediction_csv_header(*buckets),
      "path,modernity,modernity_percent,expected_year,range_from_year,range_to_year,ranges,familiarity,"
      "unfamiliar,top,top_probability,p_2000-2001,p_2002-2003,damaged,decoded_by,reduced_by,error_code\n");
  EXPECT_EQ(prediction_csv_line("a, b.jpg", prediction, *buckets),
            "\"a, b.jpg\",1.7500,75.000,2002.062,2000,2003,2000 or 2002-2003,,,2002-2003,0.750000,0.250000,"
            "0.750000,0,deepcars,1,\n");
  prediction.familiarity = {.share = 0.0125, .unfamiliar = true};
  EXPECT_NE(prediction_csv_line("c.jpg", prediction, *buckets).find(",0.0125,1,2002-2003,"),
            std::string::npos);
  EXPECT_EQ(failure_csv_line("d.jpg", name(ErrorCode::image_damaged), *buckets),
            "d.jpg,,,,,,,,,,,,,,,,image_damaged\n");
}

TEST(Text, NumbersHaveAsManyDigitsAsAskedFor) {
  EXPECT_EQ(fixed(0.125, 2), "0.12");  // The even neighbour, as every correct rounding of a tie.
  EXPECT_EQ(fixed(-3, 0), "-3");
  EXPECT_EQ(fixed(1e-9, 4), "0.0000");
  EXPECT_EQ(fixed(1e300, 1), "inf");  // More than a table can hold.
}

TEST(Text, CellsAreQuotedWhereTheyNeedToBe) {
  EXPECT_EQ(csv_line({"plain", "with space", ""}), "plain,with space,\n");
  EXPECT_EQ(csv_line({"a,b", "say \"hi\"", "two\nlines", "car\rriage"}),
            "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\"car\rriage\"\n");
}

}  // namespace
}  // namespace deepcars
