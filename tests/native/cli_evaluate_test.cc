#include <algorithm>
#include <cmath>
#include <filesystem>

#include "native/base/csv.h"
#include "tests/native/model_fixture.h"
#include "tests/random_model.h"

namespace deepcars::testing {
namespace {

using nlohmann::json;

class CliEvaluate : public ModelFixture {
 protected:
  ProgramRun evaluate(const std::string& index, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"evaluate", index,      "--model",
                                          model_,     "--output", folder_ / "report"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_deepcars(arguments);
  }

  /// Ten photos of 2000..2009, every second one in the test split, the others in train.
  std::string write_split_index() {
    std::string index = "path,year,make,model,split_group,source,split\n";
    for (int i = 0; i < 10; ++i) {
      const std::string name = "photos/" + std::to_string(i) + ".png";
      draw(name, i);
      index += name + "," + std::to_string(2000 + i) + ",Make,Model,group" + std::to_string(i) + "," +
               (i < 5 ? "street" : "museum") + "," + (i % 2 == 0 ? "test" : "train") + "\n";
    }
    write_text(folder_ / "index.csv", index);
    return folder_ / "index.csv";
  }

  /// What quick_saliency measures.
  struct Quick {
    std::string photos, steps = "3", sanity_photos = "0", drawn_cars = "0";
  };

  /// Options that measure saliency with few passes.
  static std::vector<std::string> quick_saliency(const Quick& quick) {
    std::vector<std::string> options = {"--split", "all", "--saliency-fills", "blurred",
                                        "--saliency-methods"};
    options.insert(options.end(), {"gradient", "--saliency-photos", quick.photos, "--saliency-steps"});
    options.insert(options.end(), {quick.steps, "--saliency-sanity-photos", quick.sanity_photos});
    options.insert(options.end(), {"--saliency-drawn-cars", quick.drawn_cars});
    return options;
  }

  /// Evaluates ten photos and their saliency, and sends a signal once its log has so many lines.
  ProgramRun interrupted_evaluate(int log_lines) {
    const std::string log = folder_ / "report/saliency_photos.jsonl";
    const std::string script = R"sh("$0" "$@" & id=$!
      until [ "$(wc -l 2>/dev/null < "$LOG")" -ge "$LINES" ] 2>/dev/null; do sleep 0.01; done
      kill -TERM $id
      wait $id)sh";
    return run_deepcars(
        {"-c", "LOG='" + log + "' LINES=" + std::to_string(log_lines) + "\n" + script, deepcars_program(),
         "evaluate", write_split_index(), "--model", model_, "--output", folder_ / "report", "--split", "all",
         "--saliency-photos", "10", "--saliency-methods", "gradient,signed-gradient,guided-backpropagation"},
        "", "/bin/sh");
  }

  json metrics() { return json::parse(read_text(folder_ / "report/metrics.json"), nullptr, false); }
  json report() { return json::parse(read_text(folder_ / "report/report.json"), nullptr, false); }
};

TEST_F(CliEvaluate, MeasuresTheTestSplitBesideBaselinesOfTheTrainSplit) {
  const ProgramRun run = evaluate(write_split_index());
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const json m = metrics();
  EXPECT_EQ(m["photos"], 5);
  EXPECT_EQ(m["split"], "test");
  EXPECT_EQ(m["baselines"]["photos"], 5);
  EXPECT_EQ(m["baselines"]["median_year_of_baseline"], 2005);  // Of 2001, 2003, 2005, 2007, 2009.
  EXPECT_DOUBLE_EQ(m["baselines"]["median_year"]["mae_years"], (5 + 3 + 1 + 1 + 3) / 5.0);
  EXPECT_DOUBLE_EQ(m["baselines"]["majority_class"]["accuracy"], 0.2);
  for (const char* key : {"accuracy", "within_one_bucket", "macro_accuracy", "calibration_error"}) {
    EXPECT_GE(m["metrics"][key], 0) << key;
    EXPECT_LE(m["metrics"][key], 1) << key;
  }
  EXPECT_EQ(m["by_source"].size(), 2u);
  EXPECT_NE(run.out.find("error in years"), std::string::npos) << run.out;
}

TEST_F(CliEvaluate, MeasuresWhetherCarsAreToldFromOtherPhotos) {
  draw("others/a.png", 11);
  draw("others/b.png", 12);
  const ProgramRun run =
      evaluate(write_split_index(), {"--not-cars", folder_ / "others", "--resamples", "20"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const json found = metrics()["familiarity"];
  EXPECT_EQ(found["cars"], 5);
  EXPECT_EQ(found["others"], 2);
  ASSERT_EQ(found["detections"].size(), 2u) << found;
  EXPECT_EQ(found["detections"][0]["key"], "familiarity");
  for (const json& detection : found["detections"]) {
    EXPECT_GE(detection["auc"], 0);
    EXPECT_LE(detection["auc"], 1);
    EXPECT_EQ(detection["auc_interval"].size(), 2u);
  }
  EXPECT_NE(run.out.find("Is this a car?"), std::string::npos) << run.out;

  std::filesystem::create_directories(folder_ / "empty");
  expect_one_sentence(evaluate(folder_ / "index.csv", {"--not-cars", folder_ / "empty"}),
                      {"empty", "holds no photo"});
}

TEST_F(CliEvaluate, PredictionsBearOutTheMetrics) {
  ASSERT_EQ(evaluate(write_split_index(), {"--split", "all"}).exit_status, 0);
  const auto table = base::read_csv(folder_ / "report/predictions.csv");
  ASSERT_TRUE(table) << table.error().sentence();
  ASSERT_EQ(table->rows.size(), 10u);
  double error = 0, hits = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    const auto cell = [&](const char* name) { return table->cell(i, *table->column(name)); };
    error += std::abs(std::stod(cell("expected_year")) - std::stod(cell("year"))) / 10;
    hits += cell("label") == cell("top") ? 0.1 : 0;
    EXPECT_GT(std::stod(cell("true_probability")), 0);
  }
  EXPECT_NEAR(metrics()["metrics"]["mae_years"], error, 1e-2);
  EXPECT_NEAR(metrics()["metrics"]["accuracy"], hits, 1e-9);
}

TEST_F(CliEvaluate, TheFolderHoldsOneReportWithEverythingInIt) {
  const ProgramRun run =
      evaluate(write_split_index(), {"--split", "all", "--resamples", "50", "--seed", "3"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  for (const char* name :
       {"metrics.json", "report.json", "predictions.csv", "confusion_matrix.csv", "report.html"}) {
    EXPECT_TRUE(std::filesystem::exists(folder_ / "report/" + name)) << name;
  }
  const std::string html = read_text(folder_ / "report/report.html");
  for (const char* part : {"id=\"report\"", "<noscript>", "data:image/jpeg;base64,"}) {
    EXPECT_NE(html.find(part), std::string::npos) << part;
  }
  const json r = report();
  EXPECT_EQ(r["metrics"], metrics());
  EXPECT_EQ(r["confusion"].size(), static_cast<std::size_t>(kClasses));
  EXPECT_EQ(r["photos"].size(), 10u);
  EXPECT_EQ(r["index"]["by_year"].size(), 10u);
  EXPECT_TRUE(r["learning_curves"].is_null());
  for (const char* gallery : {"typical", "best", "worst"}) {
    ASSERT_FALSE(r["galleries"][gallery].empty()) << gallery;
    EXPECT_TRUE(r["galleries"][gallery][0]["alternative"].get<std::string>().starts_with("Photo of a 20"))
        << gallery;
  }
  ASSERT_FALSE(r["galleries"]["explained"].empty());
  const json& explained = r["galleries"]["explained"][0];
  EXPECT_TRUE(explained["alternative"].get<std::string>().starts_with("Photo, saliency and overlay of a "));
  EXPECT_TRUE(explained["data_uri"].get<std::string>().starts_with("data:image/jpeg;base64,"));
  const json m = metrics();
  EXPECT_EQ(m["intervals"]["resamples"], 50);
  EXPECT_EQ(m["intervals"]["seed"], 3);
  EXPECT_EQ(m["intervals"]["split_groups"], 10);
  EXPECT_LE(m["intervals"]["model"]["mae_years"][0], m["metrics"]["mae_years"]);
  EXPECT_GE(m["intervals"]["model"]["mae_years"][1], m["metrics"]["mae_years"]);
  EXPECT_EQ(m["by_make"][0]["make"], "Make");
  EXPECT_EQ(m["by_make"][0]["photos"], 10);
  EXPECT_EQ(m["reliability"].size(), 15u);
}

TEST_F(CliEvaluate, OnlyNumbersLeavesNoEarlierReportBehind) {
  const std::string index = write_split_index();
  write_text(folder_ / "report/report.html", "of an earlier model");
  const ProgramRun run = evaluate(index, {"--no-html", "--resamples", "0"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "report/report.html"));
  EXPECT_EQ(report()["metrics"], metrics());
  EXPECT_TRUE(report()["galleries"]["typical"].empty());
  EXPECT_TRUE(metrics()["intervals"].is_null());
  EXPECT_EQ(run.out.find("interval"), std::string::npos) << run.out;
}

TEST_F(CliEvaluate, DrawsTheLearningCurvesOfTheRunBesideTheModel) {
  const std::string index = write_split_index();
  write_text(folder_ / "train_val_results_epochs.csv",
             ",Epoch,Loss,Accuracy,Time,Phase\n0,1,2.5,0.25,60,Train\n1,1,2.0,0.5,75,Val\n");
  write_text(folder_ / "train_val_results_batches.csv", ",Batch,Loss,Accuracy,Phase\n0,1,2.5,0.25,Train\n");
  ASSERT_EQ(evaluate(index).exit_status, 0);
  const json curves = report()["learning_curves"];
  ASSERT_EQ(curves["by_epoch"].size(), 2u);
  EXPECT_EQ(curves["by_epoch"][1]["phase"], "Val");
  EXPECT_EQ(curves["by_epoch"][1]["time_s"], 75);
  EXPECT_EQ(curves["by_batch"].size(), 1u);
  expect_one_sentence(evaluate(index, {"--run", folder_ / "nowhere"}), {"nowhere", "does not exist"});
}

TEST_F(CliEvaluate, ConfusionRowsSumToOneOrAreEmpty) {
  ASSERT_EQ(evaluate(write_split_index()).exit_status, 0);
  const auto table = base::read_csv(folder_ / "report/confusion_matrix.csv");
  ASSERT_TRUE(table) << table.error().sentence();
  ASSERT_EQ(table->rows.size(), static_cast<std::size_t>(kClasses));
  for (std::size_t row = 0; row < kClasses; ++row) {
    double sum = 0;
    for (std::size_t k = 0; k < kClasses; ++k) sum += std::stod(table->cell(row, k + 2));
    EXPECT_NEAR(sum, table->cell(row, 1) == "0" ? 0 : 1, 1e-6) << table->cell(row, 0);
  }
}

TEST_F(CliEvaluate, AnIndexWithoutSplitsIsUsedWhollyAndOddYearsAreCounted) {
  draw("a.png", 1);
  draw("b.png", 2);
  write_text(folder_ / "index.csv", "path,year,make,model,split_group\na.png,2004,M,X,g\nb.png,1931,M,Y,h\n");
  const ProgramRun run = evaluate(folder_ / "index.csv", {"--json"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const json m = run.json();
  EXPECT_EQ(m, metrics());
  EXPECT_EQ(m["split"], "all");
  EXPECT_EQ(m["photos"], 2);
  EXPECT_EQ(m["photos_outside_buckets"], 1);
  EXPECT_EQ(m["years_outside_buckets"]["1931"], 1);
  EXPECT_EQ(m["by_decade"].size(), 2u);
}

TEST_F(CliEvaluate, UnreadablePhotosAreCountedAndLeftOut) {
  draw("a.png", 1);
  draw_truncated("half.png");
  write_text(folder_ / "index.csv",
             "path,year,make,model,split_group\na.png,2004,M,X,g\nhalf.png,2005,M,Y,h\n");
  const ProgramRun run = evaluate(folder_ / "index.csv");
  EXPECT_EQ(run.exit_status, 3);
  EXPECT_NE(run.err.find("half.png"), std::string::npos) << run.err;
  EXPECT_EQ(metrics()["photos"], 1);
  EXPECT_EQ(metrics()["unreadable_photos"], 1);
}

TEST_F(CliEvaluate, SaliencyIsMeasuredOnlyWhereItIsAskedFor) {
  const std::string index = write_split_index();
  ASSERT_EQ(evaluate(index).exit_status, 0);
  EXPECT_FALSE(metrics().contains("saliency"));
  const ProgramRun run =
      evaluate(index, quick_saliency({.photos = "2", .sanity_photos = "1", .drawn_cars = "1"}));
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const json saliency = metrics()["saliency"];
  EXPECT_EQ(saliency["photos"], 2);
  EXPECT_EQ(saliency["cars"], 2);
  EXPECT_EQ(saliency["steps"], 3);
  EXPECT_EQ(saliency["sanity_check"]["photos"], 1);
  EXPECT_EQ(saliency["sanity_check"]["stages"].size(), 10u);
  EXPECT_EQ(saliency["sanity_check"]["methods"]["gradient"]["rank_correlation"].size(), 10u);
  EXPECT_EQ(saliency["drawn_cars"]["cars"], 1);
  EXPECT_EQ(saliency["drawn_cars"]["parts"].size(), 5u);
  // Two targets and one fill; one method and five baselines.
  EXPECT_EQ(saliency["maps"].size(), 2u * 6);
  EXPECT_EQ(report()["saliency_curves"][0]["deletion"].size(), 4u);
  const auto table = base::read_csv(folder_ / "report/saliency_curves.csv");
  ASSERT_TRUE(table) << table.error().sentence();
  EXPECT_EQ(table->rows.size(), 2u * 6 * 2 * 4);
  EXPECT_NE(run.out.find("gradient"), std::string::npos) << run.out;
  EXPECT_NE(run.err.find("evaluating saliency"), std::string::npos) << run.err;
}

TEST_F(CliEvaluate, SaliencyGoesOnAfterACutLineWithTheSameResult) {
  const std::string index = write_split_index(), log = folder_ / "report/saliency_photos.jsonl";
  ASSERT_EQ(evaluate(index, quick_saliency({.photos = "3", .sanity_photos = "1"})).exit_status, 0);
  const json whole = metrics()["saliency"];
  const std::string text = read_text(log);
  // The line of settings, one per photo, one per stage.
  ASSERT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + 3 + 10);

  // As if the program had been killed while it wrote the last photo.
  const std::size_t third = text.find('\n', text.find('\n', text.find('\n') + 1) + 1) + 1;
  write_text(log, text.substr(0, third + 40));
  const ProgramRun run = evaluate(index, quick_saliency({.photos = "3", .sanity_photos = "1"}));
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_EQ(metrics()["saliency"], whole);
  EXPECT_EQ(read_text(log), text);

  // More photos only add to what is there.
  ASSERT_EQ(evaluate(index, quick_saliency({.photos = "5", .sanity_photos = "1"})).exit_status, 0);
  EXPECT_EQ(read_text(log).substr(0, text.size()), text);
  EXPECT_EQ(metrics()["saliency"]["photos"], 5);
}

TEST_F(CliEvaluate, SaliencyRefusesALogOfOtherOptionsOrAnotherModel) {
  const std::string index = write_split_index();
  ASSERT_EQ(evaluate(index, quick_saliency({.photos = "1"})).exit_status, 0);
  expect_one_sentence(evaluate(index, quick_saliency({.photos = "1", .steps = "2"})),
                      {"saliency_photos.jsonl", "steps was 3, now 2"});
  const auto other = weights::write_model_file(random_model(kClasses, kSizePx, 77), weights::Storage::fp16);
  write_text(model_, {other->begin(), other->end()});
  expect_one_sentence(evaluate(index, quick_saliency({.photos = "1"})),
                      {"saliency_photos.jsonl", "weights_crc32c"});
  expect_one_sentence(evaluate(index, {"--saliency-photos", "1", "--saliency-methods", "nonsense"}),
                      {"no saliency method", "nonsense"});
  expect_one_sentence(evaluate(index, {"--saliency-photos", "1", "--saliency-fills", "nonsense"}),
                      {"no fill", "nonsense"});
}

TEST_F(CliEvaluate, InterruptedSaliencyKeepsThePhotosThatAreFinishedAndWritesNoResult) {
  write_text(folder_ / "report/metrics.json", "earlier");
  const ProgramRun run = interrupted_evaluate(2);  // The settings and a photo.
  EXPECT_EQ(run.exit_status, 130) << run.err;
  EXPECT_NE(run.err.find("saliency was interrupted"), std::string::npos) << run.err;
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(read_text(folder_ / "report/metrics.json"), "earlier");
  const std::string log = read_text(folder_ / "report/saliency_photos.jsonl");
  EXPECT_GE(std::count(log.begin(), log.end(), '\n'), 2) << log;
}

TEST_F(CliEvaluate, TheHelpSaysTheExitStatuses) {
  const ProgramRun run = run_deepcars({"evaluate", "--help"});
  EXPECT_NE(run.out.find("Exit status 3:"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("130:"), std::string::npos) << run.out;
}

TEST_F(CliEvaluate, MistakesAreOneSentenceAndLeaveEarlierResultsAlone) {
  const std::string index = write_split_index();
  write_text(folder_ / "report/metrics.json", "earlier");
  expect_one_sentence(evaluate(folder_ / "none.csv"), {"none.csv", "does not exist"});
  expect_one_sentence(evaluate(index, {"--split", "val"}), {"no photo in the split", "val"});
  write_text(folder_ / "broken.csv", "path,year\n");
  expect_one_sentence(evaluate(folder_ / "broken.csv"), {"broken.csv"});
  EXPECT_EQ(read_text(folder_ / "report/metrics.json"), "earlier");
}

TEST_F(CliEvaluate, AnUnwritableOutputIsFoundOutBeforeTheWork) {
  write_text(folder_ / "report", "a file in the way");
  expect_one_sentence(evaluate(write_split_index()), {"report", "cannot be made"});
}

}  // namespace
}  // namespace deepcars::testing
